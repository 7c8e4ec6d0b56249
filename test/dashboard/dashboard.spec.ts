import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, goTo, isFilled, openDesk, patienceMs, type Person } from './browser.js';
import { itBuilds } from './builds.js';
import { faultsOf, unseenFocus } from './faults.js';
import { pagesOf } from './pages.js';
import { firstScripts } from './scripts.js';
import { takePictures } from './pictures.js';

const name = `page-${randomBytes(4).toString('hex')}`;
const tricks = '<img src=x onerror="document.title=1">';
const rightToLeft = 'exe.\u202Etxt';

describe('the dashboard in a browser', { timeout: 4 * patienceMs }, () => {
  let desk: Desk;
  let admin: Person;
  let job: string;

  const command = (path: string, body: object) =>
    desk.stack.as().post(path).set('prefer', 'wait=60').send(body).expect(200);
  const remove = (path: string) => desk.stack.as().delete(path).set('prefer', 'wait=60');
  const run = (as: string, script: string, more: object = {}) =>
    command('/v1/containers', { image: 'busybox', name: `${name}-${as}`, cmd: ['sh', '-c', script], ...more });

  beforeAll(async () => {
    desk = await openDesk();
    admin = await desk.sitDown();
  });
  afterAll(async () => {
    for (const container of ['web', 'output', 'killed']) await remove(`/v1/containers/${name}-${container}?force=true`);
    await remove(`/v1/networks/${name}`);
    await desk.leave();
  });

  it('lets in who has a token, to the address that was asked for', async () => {
    const { page } = admin;
    await page.goto('/networks?at=1');
    await page.getByLabel('Token').fill(`${desk.stack.token}x`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('This token is not known').waitFor();
    await page.getByLabel('Token').fill(desk.stack.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Networks', level: 1 }).waitFor();
    expect(new URL(page.url()).search).toBe('?at=1');
    await page.getByRole('button', { name: 'To now' }).click();
    await page.getByText('Now, as it changes').waitFor();
  });

  it('runs a container, shows its output as it comes, and kills it', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Run', exact: true }).click();
    await page.getByLabel('Image').fill('busybox');
    await page.getByLabel('Name').fill('-wrong');
    await page.getByText('It begins with a letter or digit').waitFor();
    await page.getByLabel('Name').fill(`${name}-killed`);
    await page
      .getByLabel('Command')
      .fill(`sh -c 'i=0; while true; do i=$((i+1)); echo "tick $i"; echo "tock $i" >&2; sleep 0.2; done'`);
    await page.getByText(`docker run --name ${name}-killed busybox sh -c`).waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const output = page.getByRole('log');
    await output.getByText('tick 3', { exact: true }).waitFor();
    await page.getByLabel('stdout').uncheck();
    await output
      .getByText(/^tock \d+$/)
      .first()
      .waitFor();
    expect(await output.getByText(/^tick/).count()).toBe(0);
    await page.getByLabel('Signal').selectOption('KILL');
    await page.getByRole('button', { name: 'Send signal' }).click();
    await page.locator('.lead').getByText('killed').waitFor();
    await page.getByText('complete').waitFor();
    await page.getByText(new RegExp(`^docker run .*--name ${name}-killed`)).waitFor();
    await page.getByRole('button', { name: 'Run again' }).waitFor();
    await page.getByRole('listitem').filter({ hasText: 'JobStarted' }).getByRole('link').click();
    await page.locator('.lead').getByText('running').waitFor();
    await page.getByRole('button', { name: 'To now' }).click();
    await page.locator('.lead').getByText('killed').waitFor();
  });

  it('shows what others wrote as text, whatever it holds', async () => {
    const { page } = admin;
    await command('/v1/networks', { name });
    await run('web', 'sleep 900', {
      network: name,
      detach: true,
      labels: { tricks, direction: rightToLeft, long: 'long'.repeat(2_500) },
    });
    const script = String.raw`printf '\033[31mred\033[0m \033]8;;https://evil.example\033\\link\033]8;;\033\\ \033[2Jend\n'; printf '%s\n' '${tricks}' '${rightToLeft}'`;
    job = (await run('output', script)).body.id as string;
    await page.goto(`/containers/${name}-web`);
    await page.getByText(tricks).first().waitFor();
    await page.getByText('exe.⟨U+202E⟩txt').first().waitFor();
    await page.goto(`/jobs/${job}`);
    const output = page.getByRole('log');
    await output.getByText(tricks).waitFor();
    await output.getByText('exe.⟨U+202E⟩txt').waitFor();
    expect(await output.locator('.terminal-text').first().textContent()).toBe('red link end');
    expect(await output.locator('.t-c1').textContent()).toBe('red');
    expect(await page.locator('img[src=x], a[href*=evil]').count()).toBe(0);
    expect(await page.title()).toContain('Longshore');
  });

  it('brings back what was removed, at the moment of the slider', async () => {
    const { page } = admin;
    await run('gone', 'true');
    const { position } = (await desk.stack.as().get('/v1/containers?limit=1').expect(200)).body as { position: number };
    await page.getByRole('link', { name: 'Containers', exact: true }).click();
    const row = page.getByRole('table', { name: 'Containers' }).getByText(`${name}-gone`);
    await row.waitFor();
    await remove(`/v1/containers/${name}-gone`).expect(200);
    await row.waitFor({ state: 'detached' });
    await page.getByRole('slider', { name: 'Moment' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/[?&]at=\d+/);
    await page.goto(`/containers?at=${position}`);
    await row.click();
    await page.getByRole('heading', { name: `${name}-gone` }).waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toBe(String(position));
    await page.getByRole('button', { name: 'To now' }).click();
    await page.getByText('ContainerRemoved').waitFor();
    await page.goto(`/changes?from=${position}`);
    await page
      .getByRole('listitem')
      .filter({ hasText: `${name}-gone` })
      .getByText('removed', { exact: true })
      .waitFor();
  });

  it('is used by the keyboard alone, in either language', async () => {
    const { page } = admin;
    await page.goto('/');
    await page.getByText('Live', { exact: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('main');
    await page.getByRole('button', { name: 'admin' }).focus();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Find' }).waitFor({ state: 'detached' });
    await expect.poll(() => focused(page), { timeout: patienceMs }).toBe('admin');
    await page.keyboard.press('Control+k');
    for (const [words, kind] of [
      [`${name}-output`, 'Job'],
      [name, 'Network'],
      ['busybox', 'Image'],
      ['sign', 'Action'],
      ['vol', 'Page'],
    ] as const) {
      await page.getByRole('combobox', { name: 'Find' }).fill(words);
      await page.getByRole('option', { name: kind }).first().waitFor();
    }
    await page.getByRole('combobox', { name: 'Find' }).fill(`${name}-web`);
    await page.getByRole('option', { name: `${name}-web` }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `${name}-web` }).waitFor();
    await page.getByRole('button', { name: 'admin' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitemradio', { name: '中文' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '容器' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.reload();
    await page.getByRole('link', { name: '容器' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '查找' }).waitFor();
    await page.keyboard.type('English');
    await page.getByRole('option', { name: 'English' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Containers', exact: true }).waitFor();
  });

  const watched = itBuilds(name, () => ({ desk, admin }));

  it(
    'has pages that anybody can read, in both themes, and on a phone in both languages',
    { timeout: 12 * patienceMs },
    async () => {
      const { page } = admin;
      const pages = pagesOf({ thing: `${name}-web`, job, image: 'busybox:latest', ...watched });
      const faults: unknown[] = [];
      await page.goto('/settings');
      for (const [, path, heading] of pages) {
        await goTo(page, path);
        await page.getByRole('heading', { level: 1 }).filter({ hasText: heading }).first().waitFor();
        await isFilled(page);
        faults.push(...(await faultsOf(page)).map((fault) => [path, fault]));
        await page.emulateMedia({ colorScheme: 'dark' });
        faults.push(...(await faultsOf(page, 'colours')).map((fault) => [path, 'dark', fault]));
        await page.emulateMedia({ colorScheme: 'light' });
        faults.push(...(await unseenFocus(page)).map((fault) => [path, 'focus', fault]));
      }
      await page.setViewportSize({ width: 390, height: 780 });
      for (const language of ['zh', 'en']) {
        await page.evaluate(`localStorage.setItem('longshore.language', '${language}')`);
        await page.reload();
        for (const [, path] of pages) {
          await goTo(page, path);
          await page.getByRole('heading', { level: 1 }).first().waitFor();
          await isFilled(page);
          const width = await page.evaluate<number>('document.documentElement.scrollWidth');
          if (width > 390) faults.push([path, language, `${width} wide on a phone`]);
        }
      }
      await page.setViewportSize({ width: 1_360, height: 860 });
      expect(faults).toEqual([]);
      expect(await firstScripts(page)).toBeLessThanOrEqual(150_000);
      await takePictures(page, pages);
      expect(admin.complaints).toEqual([]);
    },
  );
});

/** What has the focus: its text where that is short, or its id. */
function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.id || document.activeElement.textContent.slice(0, 40)');
}
