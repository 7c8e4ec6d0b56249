/**
 * The header that tells an engine who it is to registries. A push without credentials has one too: an engine refuses one that says nothing.
 */
export function registryHeader(call: string, auth: string | undefined): Readonly<Record<string, string>> {
  const told = auth ?? (call === 'ImagePush' ? '{}' : undefined);
  if (told === undefined) return {};
  return { [call === 'ImageBuild' ? 'x-registry-config' : 'x-registry-auth']: paddedBase64Url(told) };
}

/** An engine takes credentials whose base64 is not padded for none at all. */
function paddedBase64Url(text: string): string {
  return Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}
