'use strict';
// electron-builder copies a given Electron folder as it is; these two files are for development only.
const fs = require('node:fs');
const path = require('node:path');

exports.default = function removeDevelopmentFiles({ appOutDir }) {
  for (const file of ['version', 'resources/default_app.asar']) {
    fs.rmSync(path.join(appOutDir, file), { force: true });
  }
};
