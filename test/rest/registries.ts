/** The registry of the test run that anyone may write to: host:port. */
export function openRegistry(): string {
  return fromEnvironment('LONGSHORE_TEST_REGISTRY');
}

/** The one that wants a password. */
export function privateRegistry() {
  return {
    address: fromEnvironment('LONGSHORE_TEST_PRIVATE_REGISTRY'),
    credentials: { username: 'longshore', password: fromEnvironment('LONGSHORE_TEST_PRIVATE_REGISTRY_PASSWORD') },
  };
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run "./longshore test", which starts the registries`);
  return value;
}
