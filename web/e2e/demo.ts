import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** As hack/demo/lib.sh has them. */
const NAMESPACE = 'paris';
const SITE = 'gare-de-lyon';
const MANIFEST = new URL('../../examples/demo.yaml', import.meta.url).pathname;

/** Where nobody listens: a camera that is said to be there is Down, Refused. */
const CLOSED = 'rtsp://rtsp-source.rtsp-source.svc.cluster.local:8559/';

/** How long the operator may take to follow a change. */
const FOLLOWS = '--timeout=120s';

/** Runs kubectl in the demo's namespace, against the cluster of KUBECONFIG, and returns what it prints. */
async function kubectl(...args: string[]): Promise<string> {
  const { stdout } = await run('kubectl', ['--namespace', NAMESPACE, ...args]);
  return stdout;
}

/** Refuses a cluster that is not there for tests, as the tests of e2e/ do. */
export async function requireTestCluster(): Promise<void> {
  try {
    await kubectl('--namespace', 'kube-system', 'get', 'configmap', 'camerasite-e2e');
  } catch (cause) {
    const cure = 'run: eval "$(hack/cluster/env)", or make cluster-up';
    throw new Error(`the cluster of KUBECONFIG is not marked as one for tests; ${cure}`, { cause });
  }
}

/** A value of the Secret that the API's passwords and tokens are in. */
export async function secretOf(key: 'admin-password' | 'alerts-token'): Promise<string> {
  const output = `jsonpath={.data.${key}}`;
  return Buffer.from(
    await kubectl('get', 'secret', `${SITE}-api`, '-o', output),
    'base64',
  ).toString();
}

/** Gives a camera of the site an address at which nobody listens. */
export async function unplug(camera: string): Promise<void> {
  const site = JSON.parse(await kubectl('get', 'csite', SITE, '-o', 'json')) as {
    spec: { cameras: { name: string }[] };
  };
  const index = site.spec.cameras.findIndex(({ name }) => name === camera);
  const patch = [{ op: 'replace', path: `/spec/cameras/${index}/url`, value: CLOSED }];
  await kubectl('patch', 'csite', SITE, '--type', 'json', '--patch', JSON.stringify(patch));
}

/** Takes a part of the site away; the operator, told to keep its hands off, does not bring it back. */
export async function takeAway(workload: 'deployment/api' | 'statefulset/redis'): Promise<void> {
  await suspend(true);
  const reason = 'jsonpath={.status.conditions[?(@.type=="Ready")].reason}=Suspended';
  await kubectl('wait', `csite/${SITE}`, `--for=${reason}`, FOLLOWS);
  await kubectl('scale', workload.replace('/', `/${SITE}-`), '--replicas=0');
}

/** Lets the operator bring back what was taken away. */
export async function bringBack(): Promise<void> {
  await suspend(false);
}

/** Makes the site what it was, as far as it is written down, and waits until it serves. */
export async function restore(): Promise<void> {
  await suspend(false);
  await kubectl('apply', '--filename', MANIFEST);
  await kubectl('wait', `csite/${SITE}`, '--for=condition=Ready', FOLLOWS);
}

async function suspend(on: boolean): Promise<void> {
  const patch = JSON.stringify({ spec: { suspend: on } });
  await kubectl('patch', 'csite', SITE, '--type', 'merge', '--patch', patch);
}
