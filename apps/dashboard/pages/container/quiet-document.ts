/**
 * The document as the terminal emulator sees it. It would write style elements and style attributes, which the page's security policy stops; here the
 * same rules go by the object model, which it allows: into a stylesheet of their own, and into each element's `style`.
 */
export function quietDocument(): { readonly document: Document; readonly forget: () => void } {
  const sheets: CSSStyleSheet[] = [];
  const createElement = (name: string) => (name === 'style' ? styleElement(sheets) : document.createElement(name));
  styleSpansByObjectModel();
  return {
    document: new Proxy(document, {
      get(real, property) {
        if (property === 'createElement') return createElement;
        const value: unknown = Reflect.get(real, property, real);
        return typeof value === 'function' ? (value.bind(real) as unknown) : value;
      },
    }),
    forget() {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.includes(sheet));
    },
  };
}

/** Stands in the page in the place of a style element; its text becomes the rules of a stylesheet. */
function styleElement(sheets: CSSStyleSheet[]): HTMLElement {
  const sheet = new CSSStyleSheet();
  sheets.push(sheet);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const element = document.createElement('span');
  element.hidden = true;
  Object.defineProperty(element, 'textContent', {
    set(rules: string) {
      sheet.replaceSync(rules);
    },
  });
  return element;
}

/** The emulator makes the spans of its rows past the document that it is given, and gives those of any colour a style attribute. */
function styleSpansByObjectModel(): void {
  HTMLSpanElement.prototype.setAttribute = function (name: string, value: string) {
    if (name === 'style') this.style.cssText = value;
    else Element.prototype.setAttribute.call(this, name, value);
  };
}
