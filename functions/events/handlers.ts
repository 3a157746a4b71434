import { openServices } from '../runtime/real-services.ts';
import { reconcile as reconcileWith } from './reconcile.ts';
import { settle as settleWith } from './settle.ts';
import { startUpkeep as startUpkeepWith } from './start-upkeep.ts';
import { sweep as sweepWith } from './sweep.ts';

const services = openServices('events');

export const reconcile = reconcileWith(services);
export const settle = settleWith(services);
export const startUpkeep = startUpkeepWith(services);
export const sweep = sweepWith(services);
