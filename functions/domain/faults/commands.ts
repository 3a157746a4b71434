import { permanent } from './entry.ts';

/** What may become of a command that is run in a container of an application. */
export const COMMAND_FAULTS = {
  'exec.pod_not_found': permanent(
    502,
    'The pod for a command is gone',
    'Look at why the pod went; its workload makes another one, and the next run takes that.',
  ),
  'exec.container_not_found': permanent(
    502,
    'The pod has no such container',
    'Name a container that the pods have; without a name the first one is taken.',
  ),
  'exec.container_not_running': permanent(
    502,
    'The container for a command does not run',
    'Look at the state and the log of the container; a command runs only in one that runs.',
  ),
  'exec.not_started': permanent(
    502,
    'A command could not be started in its container',
    'The message says why: most often the image has no such program, or no shell.',
  ),
  'exec.timed_out': permanent(
    504,
    'A command did not end in time',
    'It may still run in the container. Look at what it waits for, or give it a longer timeout.',
  ),
  'exec.outcome_unknown': permanent(
    502,
    'Nobody knows how a command ended',
    'The way to the container broke while the command may have run; it is not run again. Look into the container.',
  ),
} as const;
