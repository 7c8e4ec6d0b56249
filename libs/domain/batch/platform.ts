const architectures: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  armel: 'arm/v6',
  armhf: 'arm/v7',
  'arm64/v8': 'arm64',
  arm: 'arm/v7',
  i386: '386',
  x86_64: 'amd64',
  'x86-64': 'amd64',
};

/** Whether a host's platform is the one that is asked for, in any of its spellings: `amd64` and `linux/x86_64` are `linux/amd64`. */
export function isPlatform(has: string, asked: string): boolean {
  return spelling(has) === spelling(asked);
}

/** As containerd normalises platforms; what names no operating system means Linux. */
function spelling(platform: string): string {
  const parts = platform.toLowerCase().split('/');
  const [os, ...rest] = parts.length === 1 ? ['linux', ...parts] : parts;
  const architecture = rest.join('/');
  return `${os}/${architectures[architecture] ?? architecture}`;
}
