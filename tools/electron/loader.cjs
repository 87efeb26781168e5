'use strict';
// What a bare Electron runs when it is given an application folder: `electron [switches] FOLDER [arguments]`.
// Packed as resources/default_app.asar of the substitute Electron, whose own copy did not come with it.
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { app } = require('electron');

/** Splits the command line into what the loader itself understands. */
function parse(args) {
  const wanted = { modules: [], version: false, folder: null };
  for (let at = 0; at < args.length && wanted.folder === null; at++) {
    const word = args[at];
    if (word === '--version' || word === '-v') wanted.version = true;
    else if (word === '--require' || word === '-r') wanted.modules.push(args[++at]);
    else if (!word.startsWith('-')) wanted.folder = path.resolve(word);
    // Everything else that begins with a dash is a switch for Chromium or Node, which read it themselves.
  }
  return wanted;
}

/** The application's identity, which must be known before it asks for its data folder. */
function adopt(folder) {
  const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const name = about.productName ?? about.name ?? app.name;
  app.name = name;
  if (about.version) app.setVersion(about.version);
  app.setDesktopName(about.desktopName ?? `${name}.desktop`);
  app.setAppPath(folder);
}

function run(folder) {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  adopt(folder);
  // The third argument makes it the main module.
  Module._load(folder, module, true);
}

const wanted = parse(process.argv.slice(1));
if (wanted.version) {
  process.stdout.write(`v${process.versions.electron}\n`);
  process.exit(0);
}
if (wanted.folder === null) {
  process.stderr.write('usage: electron [switches] FOLDER [arguments]\n');
  process.exit(64);
}
Module._preloadModules(wanted.modules);
try {
  run(wanted.folder);
} catch (error) {
  // Otherwise Electron shows a modal box and waits for a person.
  process.stderr.write(`${error.stack ?? error}\n`);
  process.exit(70);
}
