import { checkBoundaries } from './boundaries/check';
import { checkPureList } from './boundaries/purity';
import { isCode, readSourceTree } from './boundaries/source-tree';

/** Who may import whom, which files are pure, which paths the documents name: `npm test` fails on the first that is wrong. */
const tree = readSourceTree(process.cwd());
const violations = [...checkBoundaries(tree), ...checkPureList(tree)];
for (const { file, line, rule } of violations) console.error(`${file}:${line} ${rule}`);
console.log(`${[...tree.texts.keys()].filter(isCode).length} files, ${violations.length} violations`);
process.exit(violations.length === 0 ? 0 : 1);
