/* global fetch, AbortSignal */
// An HTTP service that answers an alert with a report: it analyses the logs of the host that the alert names and attaches the report to the incident.
//
//   DOCKLOG_LOGS=/srv/logs INCIDENT_API=https://incidents.example.com/api node webhook.mjs
//
// The alert is a POST of {"incident": "4711", "host": "node-17-08", "since": "2018-11-27T01:00:00Z"}; logs lie in a folder of the host's name.
import { createServer } from 'node:http';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { pathToFileURL } from 'node:url';
import { analyze, DocklogError, render } from 'docklog';

const MAX_ALERT_BYTES = 64 * 1024;
const MAX_ANALYSIS_MS = 60_000;

export function createWebhook({ logs, incidentApi }) {
  return createServer((request, response) => {
    answer(request, { logs, incidentApi })
      .then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      )
      .catch((error) => {
        const isMisuse = error instanceof DocklogError;
        response.writeHead(isMisuse ? 400 : 500).end(isMisuse ? `${error.code}: ${error.message}` : 'internal error');
      });
  });
}

async function answer(request, { logs, incidentApi }) {
  const { incident, host, since } = await readAlert(request);
  // A name in an alert must not lead out of the folder.
  if (!/^[\w-][\w.-]*$/.test(host ?? '') || !/^\w+$/.test(incident ?? ''))
    return { status: 400, body: { error: 'bad alert' } };
  const folder = join(logs, host);
  const files = (await readdir(folder)).map((name) => join(folder, name));
  const report = await analyze(files, {
    ...(since === undefined ? {} : { sinceUs: Date.parse(since) * 1000 }),
    // What was found until then is still worth attaching; the report says that it is partial.
    signal: AbortSignal.timeout(MAX_ANALYSIS_MS),
  });
  // Names of the site are replaced before the report leaves it.
  const markdown = await render(report, 'markdown', { redact: true });
  const attached = await fetch(`${incidentApi}/incidents/${incident}/attachments`, {
    method: 'POST',
    headers: { 'content-type': 'text/markdown' },
    body: markdown,
  });
  if (!attached.ok) return { status: 502, body: { error: `the incident was not updated: ${attached.status}` } };
  const [first] = report.findings;
  return { status: 200, body: { first: first?.id ?? null, confidence: first?.confidence ?? null } };
}

async function readAlert(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_ALERT_BYTES) return {};
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) ?? {};
  } catch {
    return {};
  }
}

if (argv[1] !== undefined && import.meta.url === pathToFileURL(argv[1]).href)
  createWebhook({ logs: env.DOCKLOG_LOGS, incidentApi: env.INCIDENT_API }).listen(Number(env.PORT ?? 8080));
