export { withBusybox } from './busybox-image.js';
export { buildContext } from './build-context.js';
export { collect, type ContractHost, expectCode, HostUnderTest, type OpenContractHost, uniqueName } from './contract-host.js';
export { execDriverContract } from './exec-driver.contract.js';
export { graphDriverContract } from './graph-driver.contract.js';
export { networkDriverContract } from './network-driver.contract.js';
export { type ContractRegistry, registryContract } from './registry.contract.js';
export { eventStoreContract } from './event-store.contract.js';
