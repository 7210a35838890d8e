// Usage: node scripts/bench.mjs FILE MINUTES ROUNDS
// Runs bench/main.ts, which Node.js 20 cannot by itself.
import { runnerImport } from 'vite';

const [file, minutes, rounds] = process.argv.slice(2);
const { module } = await runnerImport('./bench/main.ts', { configFile: false });
await module.measure(file, Number(minutes), Number(rounds));
