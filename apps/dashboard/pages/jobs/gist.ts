type Args = Readonly<Record<string, unknown>>;

/** What a command was about, in the few words that fit in a row. */
export function gistOf(name: string, args: Args): string {
  const isOfNetworks = name.startsWith('network.');
  const fields = ['name', 'image', 'container', 'volume', 'target', 'tag', 'ref', 'plan'];
  const subject = [...fields, ...(isOfNetworks ? ['network'] : [])].flatMap((field) => textIn(args, field));
  return [...subject, ...wordsIn(args, 'cmd')].join(' ').slice(0, 400);
}

function textIn(args: Args, field: string): readonly string[] {
  const value = args[field];
  return typeof value === 'string' && value !== '' ? [value] : [];
}

function wordsIn(args: Args, field: string): readonly string[] {
  const value = args[field];
  return Array.isArray(value)
    ? value.map((word) => (/^[\w@%+=:,./-]+$/.test(String(word)) ? String(word) : JSON.stringify(word)))
    : [];
}
