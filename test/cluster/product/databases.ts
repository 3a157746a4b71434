import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { until } from '../../support/until.ts';
import type { Cluster } from '../harness/cluster.ts';
import { apply, kube } from '../harness/control.ts';
import { type DatabaseName, databaseImage } from '../harness/databases.ts';
import { podsReady } from './workload.ts';

interface Dialect {
  env: readonly { name: string; value: string }[];
  /** Makes the database where there is none, and becomes it. */
  serve: string;
  /** Runs the statements on its stdin one by one, each a transaction, and prints rows at once and bare. */
  client: string;
  /** Seconds, with their fractions, as of the statement and not of its transaction. */
  now: string;
}

const dialects: Record<DatabaseName, Dialect> = {
  postgres: {
    env: [],
    serve: `[ -s /data/db/PG_VERSION ] || initdb --pgdata=/data/db --username=postgres --auth=trust >/dev/null
      exec postgres -D /data/db -c listen_addresses= -c checkpoint_timeout=30min`,
    client: 'psql -U postgres --quiet --tuples-only --no-align',
    now: 'extract(epoch from clock_timestamp())',
  },
  mariadb: {
    env: [{ name: 'MARIADB_ROOT_PASSWORD', value: 'not a real password' }],
    serve: `[ -d /data/db/mysql ] || {
        mariadb-install-db --no-defaults --datadir=/data/db --auth-root-authentication-method=normal >/dev/null
        printf '%s\\n' 'create database app;' "alter user root@localhost identified by '$MARIADB_ROOT_PASSWORD';" >/tmp/first
      }
      exec mariadbd --no-defaults --datadir=/data/db --skip-networking $([ ! -e /tmp/first ] || echo --init-file=/tmp/first)`,
    client: 'MYSQL_PWD=$MARIADB_ROOT_PASSWORD mariadb -u root --skip-column-names --unbuffered app',
    now: 'unix_timestamp(sysdate(6))',
  },
};

/** A namespace with the database in it, in one pod with one claim. */
export async function createDatabase(running: Cluster, namespace: string, name: DatabaseName): Promise<void> {
  const image = await databaseImage(running, name);
  await apply(running, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  await apply(running, [statefulSet(namespace, name, image)]);
  await podsReady(running, namespace, 1);
}

function statefulSet(namespace: string, name: DatabaseName, image: string) {
  const labels = { app: name };
  const { env, serve, client } = dialects[name];
  const ready = {
    exec: { command: ['sh', '-c', `echo 'select 1;' | ${client}`] },
    periodSeconds: 1,
    timeoutSeconds: 5,
  };
  const container = {
    name,
    image,
    env,
    command: ['sh', '-c', serve],
    readinessProbe: ready,
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  };
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } };
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace },
    spec: {
      serviceName: name,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          securityContext: { runAsUser: 999, runAsGroup: 999 },
          containers: [container],
        },
      },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
    },
  };
}

/** Seconds since 1970, by the number of its row. */
export type Times = Map<number, number>;

export interface RowWriter {
  /** When each row was known to be committed. */
  readonly acknowledged: Times;
  /** Resolves when as many more rows are known to be committed. */
  more(rows: number): Promise<void>;
  /** @returns when each row was begun to be written, as the database itself says */
  stop(): Promise<Times>;
}

/** Writes numbered rows without a pause but a short one, from outside of the pod: what is restored has no writer. */
export async function startRows(running: Cluster, namespace: string, name: DatabaseName): Promise<RowWriter> {
  const { client, now } = dialects[name];
  await ask(running, namespace, name, 'create table counted (n int primary key, at double precision);');
  const loop = `n=0; while [ ! -e /tmp/stop ]; do n=$((n + 1))
      echo "insert into counted values ($n, ${now}); select $n, ${now};"; sleep 0.005; done | ${client}`;
  const child = execIn(running, namespace, name, loop);
  const acknowledged: Times = new Map();
  if (!child.stdout) throw new Error('no output of kubectl');
  createInterface(child.stdout).on('line', (line) => {
    const [n, at] = line.split(/[|\t]/);
    acknowledged.set(Number(n), Number(at));
  });
  const more = async (rows: number) => {
    const wanted = acknowledged.size + rows;
    await until(`${wanted} rows in ${name}`, 120, () => acknowledged.size >= wanted);
  };
  return {
    acknowledged,
    more,
    async stop() {
      const ended = once(child, 'close');
      await execute(running, namespace, name, 'touch /tmp/stop');
      await ended;
      return await rowsOf(running, namespace, name);
    },
  };
}

/** Of the database as it is. */
export async function rowsOf(running: Cluster, namespace: string, name: DatabaseName): Promise<Times> {
  const lines = (await ask(running, namespace, name, 'select n, at from counted;')).trim().split('\n');
  return new Map(lines.map((line) => line.split(/[|\t]/).map(Number) as [number, number]));
}

async function ask(running: Cluster, namespace: string, name: DatabaseName, sql: string): Promise<string> {
  return await execute(running, namespace, name, `echo '${sql}' | ${dialects[name].client}`);
}

async function execute(running: Cluster, namespace: string, name: DatabaseName, script: string): Promise<string> {
  return await kube(running, ['exec', '-n', namespace, `${name}-0`, '--', 'sh', '-c', script]);
}

function execIn(running: Cluster, namespace: string, name: DatabaseName, script: string): ChildProcess {
  const given = ['exec', '-n', namespace, `${name}-0`, '--', 'sh', '-c', script];
  return spawn(running.programs.hyperkube, ['kubectl', `--kubeconfig=${running.kubeconfig}`, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}
