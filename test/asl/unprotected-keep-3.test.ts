import { testUnprotected } from './harness/unprotected-matrix.ts';

testUnprotected(3);
