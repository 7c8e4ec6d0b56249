/** The parts of a name as the engine lists it: `registry:5000/team/app:1` is the tag `1` of the repository `registry:5000/team/app`. */
export function splitTag(name: string): { readonly repository: string; readonly tag: string } {
  const colon = name.lastIndexOf(':');
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}
