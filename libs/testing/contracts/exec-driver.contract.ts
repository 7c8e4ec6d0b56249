import { describe } from 'vitest';
import { HostUnderTest, type OpenContractHost } from './contract-host.js';
import { containerLifeContract } from './container-life.contract.js';
import { containerOutputContract } from './container-output.contract.js';
import { execContract } from './exec.contract.js';

/** What every ExecDriver must do. */
export function execDriverContract(open: OpenContractHost): void {
  describe('an exec driver', () => {
    const subject = new HostUnderTest(open);
    containerLifeContract(subject);
    containerOutputContract(subject);
    execContract(subject);
  });
}
