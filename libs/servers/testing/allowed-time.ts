// A real server answers in milliseconds on an idle machine and in many seconds on one that runs several suites.
jest.setTimeout(120_000);
