// Loaded before ava: its TAP reporter crashes where tests hang (it expects the error of a worker,
// and makes one of its own), so that nobody learns which ones.
const { default: TapReporter } = await import(
  new URL("../../node_modules/ava/lib/reporters/tap.js", import.meta.url)
);

TapReporter.prototype.writeTimeout = function ({ pendingTests, period }) {
  const log = `it hangs: no test has ended for ${period / 1000} s, and this one had not`;
  for (const [testFile, titles] of pendingTests)
    for (const title of titles)
      this.writeTest({ testFile, title, logs: [log] }, { passed: false, todo: false, skip: false });
};

// The processes of test files are started with the arguments of this one, and need none of it.
process.execArgv.length = 0;
