import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { registerFile, repository } from '../process/repository.js'
import { runCommand } from '../process/run-program.js'
import { findProblem, runDoctor, runOutspan } from './doctor-command.js'

const good =
  'InstrumentationKey=00000000-0000-0000-0000-0000000000aa;IngestionEndpoint=https://127.0.0.1:1/'
const sendingNowhere = { APPLICATIONINSIGHTS_CONNECTION_STRING: good }
const config = 'outspan.config.json'
const express3 = 'node_modules/express/package.json'

interface Row {
  readonly code: string
  /** Beside a good connection string. */
  readonly env?: Readonly<Record<string, string>>
  readonly files?: Readonly<Record<string, string>>
  /** What the finding has to say. */
  readonly found: RegExp
  /** Where it has to say that the value came from. */
  readonly source?: RegExp
}

/** Every problem that shows without asking the network, with its real cause. */
const rows: readonly Row[] = [
  {
    code: 'version-not-covered',
    files: { [express3]: '{ "name": "express", "version": "3.21.2" }' },
    found: /express 3\.21\.2/
  },
  { code: 'file-invalid', files: { [config]: '{' }, found: /outspan\.config\.json.*no JSON/ },
  {
    code: 'file-invalid',
    env: { OUTSPAN_CONFIG_FILE: 'nowhere.json' },
    found: /nowhere\.json.*ENOENT/
  },
  {
    code: 'setting-invalid',
    env: { OUTSPAN_SAMPLING_RATE: '1.01' },
    found: /samplingRate \(from OUTSPAN_SAMPLING_RATE\).*from 0 to 1/
  },
  {
    code: 'setting-unknown',
    files: { [config]: '{ "samplingrate": 1 }' },
    found: /samplingrate/,
    source: /outspan\.config\.json$/
  },
  {
    code: 'connection-string-missing',
    env: { APPLICATIONINSIGHTS_CONNECTION_STRING: '' },
    found: /neither/
  },
  {
    code: 'connection-string-invalid',
    env: { APPLICATIONINSIGHTS_CONNECTION_STRING: 'IngestionEndpoint=https://a.test' },
    found: /no InstrumentationKey/,
    source: /^APPLICATIONINSIGHTS_CONNECTION_STRING$/
  },
  {
    code: 'key-deprecated',
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING: '',
      APPINSIGHTS_INSTRUMENTATIONKEY: '00000000-0000-0000-0000-0000000000aa'
    },
    found: /bare key/,
    source: /^APPINSIGHTS_INSTRUMENTATIONKEY$/
  },
  {
    code: 'key-unusual',
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING:
        'InstrumentationKey=my-key;IngestionEndpoint=https://a.test'
    },
    found: /…-key is no GUID/
  },
  {
    code: 'endpoint-global',
    env: {
      APPLICATIONINSIGHTS_CONNECTION_STRING:
        'InstrumentationKey=00000000-0000-0000-0000-0000000000aa'
    },
    found: /names no endpoint/
  },
  {
    code: 'target-overridden',
    env: { APPINSIGHTS_INSTRUMENTATIONKEY: '00000000-0000-0000-0000-0000000000bb' },
    found: /…00bb is overridden by the connection string \(APPLICATIONINSIGHTS_CONNECTION_STRING\)/,
    source: /^APPINSIGHTS_INSTRUMENTATIONKEY$/
  },
  {
    code: 'target-overridden',
    files: { [config]: JSON.stringify({ connectionString: 'InstrumentationKey=b' }) },
    found: /overridden by APPLICATIONINSIGHTS_CONNECTION_STRING/,
    source: /outspan\.config\.json$/
  },
  { code: 'setting-invalid', env: { OUTSPAN_EXPORTER: 'consol' }, found: /no exporter consol/ },
  {
    code: 'blacklist-matches-all',
    env: { OUTSPAN_BLACKLIST_HOSTNAMES: 'a.test, /./' },
    found: /^\/\.\/ in blacklistHostnames lists every host$/,
    source: /^OUTSPAN_BLACKLIST_HOSTNAMES$/
  },
  {
    code: 'metrics-not-sent',
    env: { OUTSPAN_METRICS: 'standard', OUTSPAN_EXPORTER: 'console' },
    found: /^standard are on, and the exporter is console$/
  },
  {
    code: 'target-in-code',
    files: {
      'src/app.ts':
        "import a\n\nnew AzureExporter({ connectionString: 'InstrumentationKey=00000000-0000-0000-0000-00000000cafe' })"
    },
    found: /^the key …cafe stands in src.app\.ts:3, and comes before …00aa$/
  },
  {
    code: 'target-in-code',
    files: { 'a.js': "setup({ instrumentationKey: '00000000-0000-0000-0000-00000000cafe' })" },
    found: /a\.js:1/
  },
  { code: 'exporter-not-azure', env: { OUTSPAN_EXPORTER: 'console' }, found: /console/ },
  { code: 'sampling-zero', env: { OUTSPAN_SAMPLING_RATE: '0' }, found: /nothing is kept/ },
  {
    code: 'sampling-disagrees',
    env: { OUTSPAN_SAMPLING_RATE: '0.5', OTEL_TRACES_SAMPLER_ARG: '0.25' },
    found: /0\.5.*0\.25/
  },
  {
    code: 'sampling-disagrees',
    env: { OUTSPAN_SAMPLING_RATE: '0.5', OTEL_TRACES_SAMPLER: 'always_on' },
    found: /^OUTSPAN_SAMPLING_RATE is 0\.5, OTEL_TRACES_SAMPLER is always_on$/
  },
  {
    code: 'sampling-ignored',
    env: { OTEL_TRACES_SAMPLER: 'microsoft.rate_limited', OTEL_TRACES_SAMPLER_ARG: '5' },
    found: /OTEL_TRACES_SAMPLER_ARG .* OTEL_TRACES_SAMPLER is microsoft\.rate_limited/
  },
  {
    code: 'blacklist-never-matches',
    env: { OUTSPAN_BLACKLIST_HOSTNAMES: 'https://api.test' },
    found: /^blacklistHostnames \(from OUTSPAN_BLACKLIST_HOSTNAMES\): "https:\/\/api\.test"/
  },
  {
    code: 'blacklist-never-matches',
    env: { OUTSPAN_EXPECTED_STATUS_CODES: '{ "https://api.test": [404] }' },
    found: /^expectedStatusCodes \(from OUTSPAN_EXPECTED_STATUS_CODES\): "https:\/\/api\.test"/
  },
  {
    code: 'setting-invalid',
    env: { OUTSPAN_EXPECTED_STATUS_CODES: '{ "api.test": 404 }' },
    found: /^expectedStatusCodes \(from OUTSPAN_EXPECTED_STATUS_CODES\): 404 for api\.test/
  },
  { code: 'integration-unknown', env: { OUTSPAN_INTEGRATIONS: 'http,htpp' }, found: /htpp/ },
  { code: 'integrations-off', env: { OUTSPAN_INTEGRATIONS: 'htpp' }, found: /^no integration/ },
  {
    code: 'other-agent',
    files: { 'package.json': '{ "name": "a", "dependencies": { "dd-trace": "^5" } }' },
    found: /dd-trace/,
    source: /package\.json$/
  }
]

for (const { code, env, files, found, source } of rows) {
  test(`doctor finds ${code} (${found.source}), and says how to mend it`, async t => {
    const cwd = createFolder(t, { 'package.json': '{ "name": "shop" }', ...files })
    const findings = await runDoctor({
      args: ['--offline'],
      env: { ...sendingNowhere, ...env },
      cwd
    })
    const finding = findProblem(
      findings.filter(({ found: text }) => found.test(text)),
      code
    )
    if (source) assert.match(finding.source ?? '', source)
    assert.ok(finding.advice)
  })
}

test('where nothing is wrong doctor finds nothing, offline, and ends with 0', async t => {
  const cwd = createFolder(t, { 'package.json': '{ "name": "shop" }' })
  const findings = await runDoctor({ args: ['--offline'], env: sendingNowhere, cwd })
  assert.deepEqual(
    findings.filter(({ status }) => status === 'problem'),
    []
  )
})

test('of an entry that the preload refuses doctor says that the program runs untraced', async t => {
  const cwd = createFolder(t, { 'package.json': '{ "name": "shop" }' })
  const env = { ...sendingNowhere, OUTSPAN_BLACKLIST_HOSTNAMES: 'http://a b' }
  const { stderr } = await runCommand(process.execPath, ['-r', registerFile, '-e', '0'], { env })
  assert.match(stderr, /"http:\/\/a b".*the program runs untraced/)
  const findings = await runDoctor({ args: ['--offline'], env, cwd })
  assert.match(findProblem(findings, 'blacklist-never-matches').advice ?? '', /runs untraced/)
})

test('mistakes are found all at once, not one after the other', async t => {
  const cwd = createFolder(t, { 'package.json': '{ "name": "shop" }' })
  const env = { ...sendingNowhere, OUTSPAN_SAMPLING_RATE: '7', OUTSPAN_MAX_QUEUE_SIZE: '0' }
  const findings = await runDoctor({ args: ['--offline'], env, cwd })
  const wrong = findings.filter(({ code }) => code === 'setting-invalid').map(({ found }) => found)
  assert.equal(wrong.length, 2)
  assert.match(wrong.join('\n'), /samplingRate[\s\S]*maxQueueSize/)
})

const urls = [
  ['http://api.test:9200/a', /is not traced: blacklistHostnames, api\.test:9200$/],
  ['http://api.test:9201/a', /^a call to .* is traced, and gets the header traceparent$/],
  ['https://a.third.test/', /traced, and gets no header: propagationBlacklist, \*\.third\.test$/],
  ['http://shop.test/health/live?x=1', /^a request .* not traced: blacklistPaths, \/health$/],
  ['http://shop.test/healthz', /^a request for it is traced$/],
  ['ftp://api.test/', /is no http\(s\) URL$/]
] as const

for (const [url, verdict] of urls) {
  test(`doctor --url ${url} says what becomes of the call, and which entry decided`, async t => {
    const cwd = createFolder(t)
    const env = {
      ...sendingNowhere,
      OUTSPAN_BLACKLIST_HOSTNAMES: 'api.test:9200',
      OUTSPAN_PROPAGATION_BLACKLIST: '*.third.test',
      OUTSPAN_BLACKLIST_PATHS: '/health'
    }
    const findings = await runDoctor({ args: ['--offline', '--url', url], env, cwd })
    assert.equal(findings.filter(({ found }) => verdict.test(found)).length, 1)
  })
}

test('the text names what was found, where the value came from, and the code', async t => {
  const cwd = createFolder(t)
  const env = { ...sendingNowhere, OUTSPAN_SAMPLING_RATE: '0' }
  const { stdout, stderr } = await runOutspan({ args: ['doctor', '--offline'], env, cwd })
  assert.match(stdout, /✗ the sampling rate is 0: nothing is kept \(OUTSPAN_SAMPLING_RATE\)\n/)
  assert.match(stdout, / {6}Set OUTSPAN_SAMPLING_RATE above 0.*\[sampling-zero\]\n/)
  assert.equal(stdout.includes('\u001b'), false, 'no colours but on a terminal')
  assert.equal(stdout.includes('0000000000aa'), false, 'no key but its end')
  assert.equal(stderr, '')
})

test('a key in code that is the one outside, in a test, or read from a variable is no problem', async t => {
  const cwd = createFolder(t, {
    'package.json': '{ "name": "shop" }',
    'same.js': `const text = '${good}'`,
    'other.test.js': "const text = 'InstrumentationKey=00000000-0000-0000-0000-0000000000bb'",
    'variable.js': 'start({ instrumentationKey: process.env.KEY })'
  })
  const { stdout, code } = await runOutspan({
    args: ['doctor', '--offline'],
    env: sendingNowhere,
    cwd
  })
  assert.match(stdout, /✓ the key …00aa stands in same\.js:1\n/)
  assert.equal(code, 0)
})

test('metrics are told by their groups', async t => {
  const env = { ...sendingNowhere, OUTSPAN_METRICS: 'standard,durations,items' }
  const { stdout } = await runOutspan({ args: ['doctor', '--offline'], env, cwd: createFolder(t) })
  for (const group of ['standard', 'durations', 'items']) {
    assert.match(stdout, new RegExp(`✓ ${group}: .* \\(OUTSPAN_METRICS\\)\\n`))
  }
})

const misuses = [
  [[], /no command ''/],
  [['docter'], /no command 'docter'/],
  [['doctor', '--ofline'], /--ofline/],
  [['doctor', '--url'], /--url/],
  [['doctor', '--'], /behind --/],
  [['doctor', '--offline', '--', 'node'], /no option but --json/]
] as const

for (const [args, reason] of misuses) {
  test(`'outspan ${args.join(' ')}' is misuse: exit code 2, and the usage on stderr`, async t => {
    const { code, stdout, stderr } = await runOutspan({ args, cwd: createFolder(t) })
    assert.equal(code, 2)
    assert.equal(stdout, '')
    assert.match(stderr, reason)
    assert.match(stderr, /Usage: outspan doctor/)
  })
}

test('a reader that has seen enough is no failure', async t => {
  const command = join(repository, 'bin', 'outspan.js')
  const script = `"${process.execPath}" "${command}" doctor --offline | true`
  const { stderr } = await runCommand('sh', ['-c', script], { cwd: createFolder(t) })
  assert.equal(stderr, '')
})
