import { describe } from 'vitest';
import { buildContract } from './build.contract.js';
import { HostUnderTest, type OpenContractHost } from './contract-host.js';
import { imageContract } from './image.contract.js';
import { imageDescentContract } from './image-descent.contract.js';
import { volumeContract } from './volume.contract.js';

/** What every GraphDriver must do. */
export function graphDriverContract(open: OpenContractHost): void {
  describe('a graph driver', () => {
    const subject = new HostUnderTest(open);
    buildContract(subject, 'classic');
    buildContract(subject, 'buildkit');
    imageContract(subject);
    imageDescentContract(subject);
    volumeContract(subject);
  });
}
