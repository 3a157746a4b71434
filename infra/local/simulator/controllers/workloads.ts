import type { Simulation } from '../simulation.ts';

export function startWorkloads(_simulation: Simulation): void {}
