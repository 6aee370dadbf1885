// The property of test/engine/fix-property.test.ts over many more clusters: node test/bench/fixes.ts [--clusters 500] [--seed 1]
import { parseArgs } from 'node:util';
import { checkFixes } from '../support/fix-promises.ts';

const { values } = parseArgs({
  options: { clusters: { type: 'string', default: '500' }, seed: { type: 'string', default: '1' } },
});
const PER_TURN = 25;

const clusters = Number(values.clusters);
const started = performance.now();
let proposals = 0;
for (let done = 0; done < clusters; done += PER_TURN) {
  proposals += checkFixes({ seed: Number(values.seed) + done, clusters: Math.min(PER_TURN, clusters - done) });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${Math.min(done + PER_TURN, clusters)} clusters, ${proposals} fixes, ${seconds} s`);
}
