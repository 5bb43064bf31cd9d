// Usage: node scripts/summarise-tests.mjs OTHER_FAILURES RESULTS.json...
// Prints `N passed, N failed` for the JSON reports of vitest runs, counting failures that the reports cannot know about.
// Exits 1 unless something passed in each and nothing failed.
import { readFileSync } from 'node:fs';

const [otherFailures, ...files] = process.argv.slice(2);
if (files.length === 0) throw new Error('usage: summarise-tests.mjs OTHER_FAILURES RESULTS.json...');

const reports = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));

function failuresOf(report) {
  // A file that failed before its first test (it does not compile, say) counts as one failure.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  // An error outside of any test fails the run without failing a test.
  return Math.max(report.numFailedTests + brokenFiles, report.success ? 0 : 1);
}

const passed = reports.reduce((sum, report) => sum + report.numPassedTests, 0);
const failed = reports.reduce((sum, report) => sum + failuresOf(report), Number(otherFailures));

console.log(`${passed} passed, ${failed} failed`);
const somethingPassed = reports.every((report) => report.numPassedTests > 0);
process.exitCode = somethingPassed && failed === 0 ? 0 : 1;
