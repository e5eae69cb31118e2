/**
 * Runs a layer of tests with mocha in plain Node and can leave a summary for scripts:
 * `node test/support/run-layer.ts --layer unit [--json FILE] [--grep RE] [--timeout MS] [--jobs N] GLOB…`.
 * Exit code 1 when a test failed or none ran, 2 for wrong usage.
 */
import { parseArgs } from 'node:util';
import { runLayer } from './mocha-summary.ts';
import './property-seed.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    layer: { type: 'string' },
    json: { type: 'string' },
    grep: { type: 'string' },
    timeout: { type: 'string', default: '10000' },
    jobs: { type: 'string', default: '1' },
  },
});

if (values.layer === undefined || positionals.length === 0) {
  console.error("Usage: node test/support/run-layer.ts --layer NAME [--json FILE] [--grep RE] 'GLOB'…");
  process.exitCode = 2;
} else {
  await runLayer({
    layer: values.layer,
    patterns: positionals,
    timeout: Number(values.timeout),
    json: values.json,
    grep: values.grep,
    jobs: Number(values.jobs),
  });
}
