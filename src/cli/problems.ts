/** Every problem that doctor can find, and how to mend it; docs/troubleshooting.md has a section for each. */
export const problems = {
  'node-unsupported': 'Run the program with a supported version of Node.',
  'outspan-outdated': 'Update it: npm install outspan@latest',
  'version-not-covered':
    'Its calls or routes may not be seen; update the package, or outspan if the package is newer.',
  'file-invalid': 'Mend the file, or set OUTSPAN_CONFIG_FILE to the right one.',
  'setting-invalid': 'Set it to what is allowed; while it is wrong, the program runs untraced.',
  'setting-unknown':
    'Correct the name as docs/configuration.md has it; a setting that nobody knows does nothing.',
  'connection-string-missing':
    'Set APPLICATIONINSIGHTS_CONNECTION_STRING to the connection string of your resource; the portal shows it on the overview of the resource.',
  'connection-string-invalid':
    'Copy the connection string again from the portal, in one piece and in quotes: a shell cuts an unquoted one at its first semicolon.',
  'key-deprecated':
    'Set APPLICATIONINSIGHTS_CONNECTION_STRING instead: a bare key goes to the global endpoint, which may refuse it.',
  'key-unusual':
    'Compare it with the portal: keys of Application Insights are GUIDs, and another one is mostly a mistake.',
  'endpoint-global':
    'Copy the connection string from the portal again: the one of a new resource names its regional endpoint.',
  'target-overridden': 'Leave one of them: the other has no effect.',
  'exporter-not-azure':
    'Set OUTSPAN_EXPORTER to azure, or leave it away, for telemetry to reach Application Insights.',
  'endpoint-unknown':
    'Check the host name in the connection string, and the DNS of this machine; inside a private network it may need a private endpoint.',
  'endpoint-unreachable':
    'Let this machine connect to the endpoint: a firewall, a network policy or a missing proxy (HTTPS_PROXY) may be in the way.',
  'endpoint-untrusted':
    'A proxy that opens TLS may be in between: give Node its certificate with NODE_EXTRA_CA_CERTS.',
  'clock-skewed':
    'Set the clock of this machine: items dated more than 48 hours back or 2 hours ahead are refused.',
  'key-refused':
    'The service does not know the instrumentation key, or not at this endpoint: copy the connection string again.',
  'authentication-required':
    'The resource takes no telemetry without a token, and doctor has none: give AzureExporter a credential in code, or allow local authentication. If it has one, ask the program: outspan doctor -- node …',
  'endpoint-wrong': 'Use the regional endpoint of the connection string that the portal shows.',
  'quota-used-up': 'The daily cap of the resource is reached: raise it, or sample more.',
  throttled: 'The service asks to be left alone for a while; telemetry is kept and sent later.',
  'endpoint-failing':
    'The service, or what stands between, fails at the moment; telemetry is kept and sent later. Try again.',
  'sampling-zero': 'Set OUTSPAN_SAMPLING_RATE above 0, for instance 1: at 0 nothing is kept.',
  'sampling-disagrees':
    'Leave one of them: code counts before OUTSPAN_SAMPLING_RATE, and that before OTEL_TRACES_SAMPLER and its ARG.',
  'sampling-ignored':
    'Set OUTSPAN_SAMPLING_RATE to the share that is to be kept, from 0 to 1: outspan has no sampler of that kind.',
  'blacklist-never-matches': 'Correct the entry; while it is wrong, the program runs untraced.',
  'blacklist-matches-all': 'Narrow the pattern: as it is, nothing is traced.',
  'integration-unknown': 'Correct the name; integrations that nobody knows are left out.',
  'integrations-off': 'Name some in OUTSPAN_INTEGRATIONS, or leave the variable away.',
  'other-agent':
    'Two agents in one process both record each call: leave one of them out, or expect the calls twice.',
  'metrics-not-sent':
    'Metrics go to Application Insights alone: set OUTSPAN_EXPORTER to azure, or leave OUTSPAN_METRICS away.',
  'storage-unusable':
    'Set OUTSPAN_STORAGE_DIRECTORY to a folder that only the user of the program can write to; until then telemetry that cannot be delivered waits in memory.',
  'storage-full':
    'Make room, or raise OUTSPAN_STORAGE_MAX_BYTES: the oldest telemetry is dropped first.',
  'no-report':
    'The agent did not start: its line on stderr says why; or the command is no Node program, or resets NODE_OPTIONS.',
  'child-untraced':
    'Pass process.env on to it, or set NODE_OPTIONS there, if it is a Node program whose calls are to be seen.',
  'no-calls':
    'The program made no HTTP call that could be seen; if it should have, it did so in a process of its own, or by what is not hooked.',
  'all-skipped': 'Take out the entry of the blacklist that decided.',
  'all-sampled-out': 'Raise OUTSPAN_SAMPLING_RATE, or the rate of the sampler in code.',
  'items-rejected':
    'Run outspan doctor without a command: it tells what is wrong with key and endpoint. The line of the agent above has the words of the service.',
  'items-undelivered':
    'Run outspan doctor without a command: it tells what is wrong with endpoint and storage.',
  'items-dropped': 'Raise OUTSPAN_MAX_QUEUE_SIZE, or sample.',
  'items-unreadable':
    'Mend the telemetry processor or the value that stands in the way: the line of the agent above has the error.',
  'export-failed': 'Mend the exporter: the line of the agent above has its error.',
  'calls-bypassed':
    'If this was HTTP: HTTP/2 clients and clients with sockets of their own are not hooked.',
  'loaded-before':
    'Start the agent first (node -r outspan/register), before any other -r and --import.',
  'view-not-exported':
    'Set OUTSPAN_METRICS for the preload, or make an AzureMetricsExporter in code.',
  'target-in-code': 'Code comes first: change it there, or leave it to the environment.'
} as const satisfies Readonly<Record<string, string>>
