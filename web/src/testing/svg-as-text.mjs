/** What the build's text loader does. */
export default {
  process: (text) => ({ code: `export default ${JSON.stringify(text)};` }),
};
