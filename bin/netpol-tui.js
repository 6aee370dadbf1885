#!/usr/bin/env node
// Starts dist/main.js, after making sure that this Node can read it. Written in the syntax of old releases, as a script
// and as a module alike (no import, no export, no import.meta), because an old Node must get as far as the message.

var NEEDED = [22, 19];
var PINNED_MAJOR = 26;

if (isNewEnough(process.versions.node)) start();
else startWithPinnedNode();

function isNewEnough(version) {
  var parts = version.split('.').map(Number);
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1]);
}

function start() {
  keepCompiled();
  import('../dist/main.js').catch(function (error) {
    // Only a missing main.js is ours to explain; a missing chunk or a fault inside is a bug and keeps its stack.
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !/\/dist\/main\.js$/.test(error.url)) throw error;
    giveUp('netpol-tui is not built yet: run `npm ci` (or `npm run build`) in its folder first.');
  });
}

/** Node keeps what it compiled beside the bundle, for the next start. Where that cannot be written, it compiles again. */
function keepCompiled() {
  var path = process.getBuiltinModule('path');
  var fs = process.getBuiltinModule('fs');
  try {
    process.getBuiltinModule('module').enableCompileCache(compiledFolder(path, fs));
  } catch (_error) {
    // It starts all the same.
  }
}

function compiledFolder(path, fs) {
  return path.join(path.dirname(fs.realpathSync(process.argv[1])), '..', 'dist', 'compiled');
}

/** A checkout carries its own Node among the development dependencies; an installed package does not. */
function startWithPinnedNode() {
  Promise.all(['fs', 'path', 'child_process'].map(load))
    .then(usePinnedNode)
    .catch(function () {
      giveUp(tooOld() + ' ' + remedy());
    });
}

function usePinnedNode(modules) {
  var fs = modules[0];
  var path = modules[1];
  var root = path.resolve(path.dirname(fs.realpathSync(process.argv[1])), '..');
  var pinned = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (fs.existsSync(pinned) && fs.realpathSync(pinned) !== fs.realpathSync(process.execPath)) {
    runWith(modules[2], pinned);
  } else if (fs.existsSync(path.join(root, 'package-lock.json'))) {
    giveUp(tooOld() + ' Run `npm ci` in ' + root + ' to get one for this checkout.');
  } else {
    giveUp(tooOld() + ' ' + remedy());
  }
}

function load(name) {
  return typeof require === 'function' ? require(name) : import(name);
}

/** The child keeps the terminal and the process group, so that ctrl-z and fg stop and resume both. */
function runWith(childProcess, pinned) {
  var child = childProcess.spawn(pinned, process.argv.slice(1), { stdio: 'inherit' });
  var forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  function forward(signal) {
    child.kill(signal);
  }
  forwarded.forEach(function (signal) {
    process.on(signal, forward);
  });
  child.on('error', function (error) {
    giveUp(tooOld() + ' ' + pinned + ' does not start (' + error.message + '). ' + remedy());
  });
  child.on('exit', function (code, signal) {
    forwarded.forEach(function (name) {
      process.removeListener(name, forward);
    });
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

function tooOld() {
  return 'netpol-tui needs Node ' + NEEDED.join('.') + ' or newer, this is Node ' + process.versions.node + '.';
}

function remedy() {
  return (
    'Try `npx -p node@' +
    PINNED_MAJOR +
    ' -p netpol-tui netpol-tui`, or install Node ' +
    PINNED_MAJOR +
    ' (`nvm install ' +
    PINNED_MAJOR +
    '`, `fnm install ' +
    PINNED_MAJOR +
    '`).'
  );
}

function giveUp(message) {
  process.stderr.write(message + '\n');
  process.exitCode = 2;
}
