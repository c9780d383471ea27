// Stands for the build: leaves one artefact, and fails, or takes forever in a process of its own, when asked to.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';

console.log('compiling');
appendFileSync(`${process.env.FAKE_NOTES}`, 'built\n');
if (existsSync('app/broken.tsx')) {
  console.error('app/broken.tsx does not compile');
  process.exit(1);
}
if (existsSync('app/endless.tsx')) {
  const worker = spawn('sleep', ['600'], { stdio: 'inherit' });
  appendFileSync(`${process.env.FAKE_NOTES}`, `worker ${worker.pid}\n`);
} else {
  mkdirSync('.build', { recursive: true });
  writeFileSync('.build/artefact', 'built');
}
