import { readConfig } from '../platform/config.ts';
import { createConsole } from './serve-console.ts';

export const handler = createConsole(readConfig());
