import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** All that makes a page hard to read for somebody; in another theme only the colours differ. */
const rules = {
  all: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] },
  colours: { type: 'rule', values: ['color-contrast'] },
} as const;

/** What keeps somebody from reading a page, as axe finds it: serious faults and critical ones. */
export async function faultsOf(page: Page, which: keyof typeof rules = 'all'): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(rules[which])} }).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('; ')}`,
    );
}

/** Of what the keyboard reaches on a page, that which looks the same with the focus as without. */
export async function unseenFocus(page: Page): Promise<readonly string[]> {
  // Where the last thing pressed was a key, the focus shows also when a script gives it.
  await page.keyboard.press('Tab');
  return page.evaluate<readonly string[]>(focusEach);
}

const focusEach = `
  (() => {
    const look = (element) => {
      const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(element);
      return [outlineStyle === 'none' ? '' : outlineWidth, boxShadow, borderColor].join();
    };
    const looks = (element) => [element, element.parentElement, element.parentElement?.parentElement, element.closest('label')].map((each) => each && look(each)).join();
    const reached = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]';
    const unseen = [];
    for (const element of document.querySelectorAll(reached)) {
      if (element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) continue;
      document.activeElement?.blur();
      const before = looks(element);
      element.focus({ preventScroll: true });
      if (document.activeElement !== element || looks(element) === before) unseen.push(element.outerHTML.slice(0, 160));
    }
    document.activeElement?.blur();
    return unseen;
  })()`;
