import { bundleTable, judgeBundles } from './bundles/judge';
import { bundleOf, readBuiltRoutes } from './bundles/read-bundles';
import { ERRANDS, runAlone } from './bundles/run-alone';

/** Each route of the last build, as it would be shipped to a platform that runs routes one by one: how large, and whole? */
const root = process.cwd();
const routes = readBuiltRoutes(root);
const verdicts = judgeBundles(routes.map((route) => bundleOf(root, route)));
console.log(bundleTable(verdicts));

const complaints = verdicts.flatMap(({ route, complaints }) => complaints.map((sentence) => `${route}: ${sentence}`));
for (const errand of ERRANDS) {
  const built = routes.find(({ route }) => route === errand.route);
  const failure = built ? await runAlone(root, built, errand) : 'It was not built.';
  if (failure) complaints.push(`${errand.route} alone: ${failure}`);
  else console.log(`${errand.route} answers ${errand.status} from its own files alone`);
}
for (const sentence of complaints) console.error(sentence);
process.exit(complaints.length === 0 ? 0 : 1);
