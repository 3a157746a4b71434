import { testAllowed } from './harness/unprotected-matrix.ts';

testAllowed(2);
