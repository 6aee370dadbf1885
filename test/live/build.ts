import { programs } from './programs.ts';

// Builds what the live tests need, where it is not built yet, and says where it is: for `.ci/run`, which gives it a time of its own.
const { apiserver } = await programs();
console.log(apiserver.join(' '));
