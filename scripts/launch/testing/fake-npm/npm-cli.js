// Stands for npm: notes its arguments and leaves the list of installed packages that the lockfile asks for.
import { appendFileSync, copyFileSync, existsSync, writeFileSync } from 'node:fs';

appendFileSync('npm-calls', `${process.argv.slice(2).join(' ')}\n`);
if (process.env.FAKE_NPM === 'offline') {
  console.error('npm error network is unreachable');
  process.exit(1);
}
if (existsSync('package-lock.json')) copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
else writeFileSync('node_modules/.package-lock.json', '{}');
