// Usage: node scripts/summarise-tests.mjs RESULTS.json [OTHER_FAILURES]
// Prints `N passed, N failed` for the JSON report of a vitest run, counting failures that the report cannot know about.
// Exits 1 unless something passed and nothing failed.
import { readFileSync } from 'node:fs';

const [resultsFile, otherFailures = '0'] = process.argv.slice(2);
if (resultsFile === undefined) throw new Error('usage: summarise-tests.mjs RESULTS.json [OTHER_FAILURES]');

const report = JSON.parse(readFileSync(resultsFile, 'utf8'));

// A file that failed before its first test (it does not compile, say) counts as one failure.
const brokenFiles = report.testResults.filter(
  (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
).length;
// An error outside of any test fails the run without failing a test.
const reported = Math.max(report.numFailedTests + brokenFiles, report.success ? 0 : 1);

const passed = report.numPassedTests;
const failed = reported + Number(otherFailures);

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = passed > 0 && failed === 0 ? 0 : 1;
