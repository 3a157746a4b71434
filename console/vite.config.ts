import path from 'node:path';
import { defineConfig } from 'vite';
import { stateMachines } from './state-machines-plugin.ts';

const here = import.meta.dirname;

/** `npm run build:console`: the same files for the same sources, offline. */
export default defineConfig({
  root: here,
  plugins: [stateMachines(path.join(here, '..'))],
  logLevel: 'warn',
  build: {
    outDir: path.join(here, '../.build/console'),
    emptyOutDir: true,
    target: 'es2024',
    // The content security policy takes no inline script, and data: for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // 'use client' says something to servers that render; there is none.
      onwarn: (warning, show) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') show(warning);
      },
    },
  },
});
