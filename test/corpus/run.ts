import { isCorpusHere } from '../support/corpus-place.ts';
import { compareFile, expectedFiles } from './compare-corpus.ts';

if (isCorpusHere()) await run();
else console.log('left out: there is no corpus beside this checkout (../shared/corpus)');

async function run(): Promise<void> {
  const files = expectedFiles();
  let agreed = 0;
  let unargued = 0;
  for (const file of files) {
    const { path, disagreements, argument } = await compareFile(file);
    if (disagreements.length === 0) agreed++;
    else if (argument === null) unargued++;
    for (const disagreement of disagreements) {
      console.log(`${path}: ${disagreement}${argument === null ? '' : ` (argued: ${argument})`}`);
    }
  }
  console.log(`${files.length} files read, ${agreed} of ${files.length} agree`);
  process.exitCode = unargued === 0 ? 0 : 1;
}
