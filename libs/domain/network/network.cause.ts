import {
  byDrift,
  byJob,
  does,
  isNameOf,
  prunes,
  type Suspect,
  suspectIn,
  type Suspects,
} from '../observation/cause.js';
import type { Cause } from '../observation/fact.js';
import type { NetworkSnapshot } from './network.events.js';
import { predefinedNetworks } from './network.observe.js';

const ofEngine: Cause = { by: 'host', why: 'its engine makes this network at its start' };

/** Who created a network. */
export function causeOfNetwork({ name, job: label }: NetworkSnapshot, suspects: Suspects): Cause {
  if (predefinedNetworks.has(name)) return ofEngine;
  const { labelled } = suspects;
  if (labelled?.name === 'network.create' && labelled.args['name'] === name) return byJob(labelled);
  return byDrift(label === undefined ? 'made past Longshore' : `its label names job ${label}, which did not make it`);
}

/** Who removed a network. */
export function causeOfNetworkLoss(network: NetworkSnapshot, suspects: Suspects): Cause {
  if (predefinedNetworks.has(network.name)) return ofEngine;
  const isMeant = ({ args }: Suspect) => isNameOf(args['network'], network);
  const job = suspectIn(suspects, does('network.rm'), isMeant) ?? suspectIn(suspects, prunes('networks', network.id));
  return job ? byJob(job) : byDrift('removed past Longshore');
}
