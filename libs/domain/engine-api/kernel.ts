/** The capabilities that Docker gives every container. */
const defaultCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** Whether a capability is one that a container has unasked, with or without `CAP_` and in any letter case. */
export function isDefaultCapability(name: string): boolean {
  return defaultCapabilities.has(name.toUpperCase().replace(/^CAP_/, ''));
}

/** Parameters of the kernel that each network, IPC or mount namespace has of its own. */
const ownSysctl =
  /^(?:net(?:\.[\w-]+)+|fs\.mqueue(?:\.[\w-]+)+|kernel\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced))$/;

/** Whether a parameter of the kernel holds for the container alone, as long as its namespaces are its own. */
export function isOwnSysctl(name: string): boolean {
  return ownSysctl.test(name);
}
