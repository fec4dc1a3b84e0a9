import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { findProgram } from '../../src/config/program.js'
import { createFolder } from './temporary-folder.js'

test('package.json is looked for from the script upwards', t => {
  const directory = createFolder(t, { 'package.json': '{"name":"shop"}', 'dist/deep/app.js': '' })
  const script = join(directory, 'dist/deep/app.js')
  assert.deepEqual(findProgram(script, '/'), { directory, name: 'shop', version: undefined })
})

test('the nearest package.json counts', t => {
  const folder = createFolder(t, {
    'package.json': '{"name":"outer"}',
    'inner/package.json': '{"name":"@scope/inner"}'
  })
  const directory = join(folder, 'inner')
  assert.deepEqual(findProgram(join(directory, 'app.js'), folder), {
    directory,
    name: '@scope/inner',
    version: undefined
  })
})

// Builds for both module systems have such files beside the code.
test('a package.json without a name is passed by when there is one with a name above', t => {
  const directory = createFolder(t, {
    'package.json': '{"name":"shop"}',
    'dist/cjs/package.json': '{"type":"commonjs"}'
  })
  const script = join(directory, 'dist/cjs/app.js')
  assert.deepEqual(findProgram(script, '/'), { directory, name: 'shop', version: undefined })
})

test('the version stands beside the name', t => {
  const directory = createFolder(t, { 'package.json': '{"name":"shop","version":"3.4.1"}' })
  assert.equal(findProgram(join(directory, 'app.js'), '/').version, '3.4.1')
})

const nameless = ['{}', '{"name":""}', '{"name":7}', '[]', 'null', '7']
for (const manifest of nameless) {
  test(`the package.json ${manifest} has no name, but a folder`, t => {
    const directory = createFolder(t, { 'package.json': manifest })
    assert.deepEqual(findProgram(join(directory, 'app.js'), '/'), {
      directory,
      name: undefined,
      version: undefined
    })
  })
}

test('a package.json that is no JSON is passed by', t => {
  const directory = createFolder(t, { 'package.json': '{"name":"shop"}', 'dist/package.json': '{' })
  const script = join(directory, 'dist/app.js')
  assert.deepEqual(findProgram(script, '/'), { directory, name: 'shop', version: undefined })
})

test('a byte order mark before package.json does not matter', t => {
  const directory = createFolder(t, { 'package.json': '\ufeff{"name":"shop"}' })
  assert.equal(findProgram(join(directory, 'app.js'), '/').name, 'shop')
})

test('without a script the search begins in the working directory', t => {
  const directory = createFolder(t, { 'package.json': '{"name":"shop"}' })
  assert.deepEqual(findProgram(undefined, directory), {
    directory,
    name: 'shop',
    version: undefined
  })
})

test('without any package.json the folder is the working directory', t => {
  const directory = createFolder(t)
  const script = join(directory, 'app.js')
  const nothing = { directory: '/work', name: undefined, version: undefined }
  assert.deepEqual(findProgram(script, '/work'), nothing)
})
