import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, it, expect } from 'vitest';
import { type Desk, isFilled, openDesk, patienceMs, type Person, signIn } from './browser.js';
import { faultsOf } from './faults.js';
import { takePicture } from './pictures.js';

const name = `live-${randomBytes(4).toString('hex')}`;
const writer = String.raw`echo needle; i=0; while :; do i=$((i+1)); printf 'tick %s \033[31mred\033[0m\n' $i; echo "tock $i" >&2; sleep 0.2; done`;

describe('what is live of a container, in a browser', { timeout: 4 * patienceMs }, () => {
  let desk: Desk;
  let admin: Person;

  beforeAll(async () => {
    desk = await openDesk({ settings: { diskEveryMs: 600_000 } });
    const body = { image: 'busybox', name, cmd: ['sh', '-c', writer], detach: true, init: true };
    await desk.stack.as().post('/v1/containers').set('prefer', 'wait=60').send(body).expect(200);
    admin = await desk.sitDown();
    await signIn(admin, desk.stack.token, `/containers/${name}`);
  });
  afterAll(async () => {
    await desk.stack.as().delete(`/v1/containers/${name}?force=true`).set('prefer', 'wait=60');
    await desk.leave();
  });

  it('follows its log, and goes on where it was when the connection was lost', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Logs', exact: true }).click();
    const log = page.getByRole('log', { name: 'What the container writes' });
    await log
      .getByText(/^tick \d+ red$/)
      .first()
      .waitFor();
    await log.locator('.t-c1').first().waitFor();
    await page.getByLabel('stdout').first().uncheck();
    await log
      .getByText(/^tock \d+$/)
      .first()
      .waitFor();
    desk.stack.app.getHttpServer().closeAllConnections();
    const last = async () =>
      Number(
        (
          await log
            .getByText(/^tock \d+$/)
            .last()
            .textContent()
        )?.slice(5),
      );
    const before = await last();
    await expect.poll(last, { timeout: patienceMs }).toBeGreaterThan(before + 5);
    await page.getByLabel('stdout').first().check();
    await page.getByLabel('Search in the output').first().fill('needle');
    // What was seen before the connection was lost does not come again.
    await expect
      .poll(() => log.locator('.terminal-text').allTextContents(), { timeout: patienceMs })
      .toEqual(['needle']);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Search in the output').first().fill('');
    await takePicture(page, 'container-logs');
  });

  it('draws what it takes', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Load', exact: true }).click();
    await page.getByRole('img', { name: /^Memory: used \d/ }).waitFor();
    await page.getByRole('img', { name: /^Processor: used \d.* %$/ }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await takePicture(page, 'container-load');
  });

  it('has a terminal into it, which is a job and ends with its page', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Terminal', exact: true }).click();
    await page.getByRole('button', { name: 'Open terminal' }).click();
    await page.getByText('It runs.').waitFor();
    const screen = page.locator('.terminal-screen');
    await screen.getByText('#').first().waitFor();
    await page.keyboard.type('printf "\\033[38;2;200;10;10mto""gether\\033[0m\\n"');
    await page.keyboard.press('Enter');
    await screen.getByText('together', { exact: true }).first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await takePicture(page, 'terminal');
    await page.keyboard.type('exit 7');
    await page.keyboard.press('Enter');
    await page.getByText('It ended with status 7.').waitFor();
    await page.getByRole('button', { name: 'Open another' }).click();
    await page.getByText('It runs.').waitFor();
    await page.locator('.terminal-state').getByRole('link').click();
    await page.locator('.lead').getByText('killed').or(page.locator('.lead').getByText('failed')).waitFor();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'exec' }).waitFor();
    await isFilled(page);
  });

  it('compares its configuration at two moments, with two handles', async () => {
    const { page } = admin;
    const facts = await desk.stack.as().get(`/v1/containers/${name}/history`).expect(200);
    const { items } = facts.body as { items: readonly { entry: string; position: number }[] };
    const created = items.find(({ entry }) => entry === 'fact');
    await page.goto(`/containers/${name}?from=${created?.position}`);
    await page.getByRole('slider', { name: 'Compared with' }).waitFor();
    await page.locator('ins').getByText('running', { exact: true }).waitFor();
    await page.locator('del').getByText('created', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Compare', pressed: true }).click();
    await page.getByRole('slider', { name: 'Compared with' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.has('from')).toBe(false);
  });

  it('shows what hosts take of their disks, and drains them', async () => {
    const { page } = admin;
    await page.goto('/');
    await page.getByRole('img', { name: /^local: images \d/ }).waitFor();
    await page.goto('/settings');
    const host = page.getByRole('listitem').filter({ hasText: 'Docker ' }).first();
    await host.getByRole('button', { name: /^Drain/ }).click();
    await host.getByText('drained', { exact: true }).waitFor();
    await host.getByRole('button', { name: /^Undrain/ }).click();
    await host.getByText('drained', { exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('form', { name: 'Check a login' }).waitFor();
  });

  it('complains of nothing, and fits a phone', async () => {
    const { page, complaints } = admin;
    await page.setViewportSize({ width: 390, height: 780 });
    for (const view of ['life', 'logs', 'load', 'terminal']) {
      await page.goto(`/containers/${name}?view=${view}`);
      await page.getByRole('heading', { name }).waitFor();
      await isFilled(page);
      expect([view, await page.evaluate<number>('document.documentElement.scrollWidth')]).toEqual([view, 390]);
    }
    expect(complaints).toEqual([]);
  });
});
