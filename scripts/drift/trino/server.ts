import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

export type TrinoServer =
  | { readonly url: string; close(): void }
  /** Why there is none, and what to do. */
  | { readonly reason: string };

/** Trino 436 from Maven Central on this machine's loopback, serving the tables of a folder (see Server.java). */
export async function startTrino(folder: string, tell: (line: string) => void): Promise<TrinoServer> {
  const java = findJava();
  if (java === undefined) return { reason: 'no Java 21 or newer was found (JAVA_HOME, PATH, /usr/lib/jvm): Trino 436 is compiled for 21' };
  const classpath = join(folder, 'classpath');
  tell('getting Trino 436 from Maven Central (about 200 MB, once) …');
  const maven = spawnSync('mvn', ['-q', '-B', '-f', join(import.meta.dirname, 'pom.xml'), 'dependency:build-classpath', `-Dmdep.outputFile=${classpath}`], { encoding: 'utf8' });
  if (maven.status !== 0) return { reason: `Maven cannot get it (${maven.error?.message ?? maven.stdout.trim().split('\n').at(0) ?? ''}): is mvn there, and Maven Central reachable?` };
  const [jars, classes] = [readFileSync(classpath, 'utf8'), join(folder, 'classes')];
  // Compiled first: Trino passes only objects whose class comes from a loader that it knows, which that of `java Server.java` is not.
  const compiler = spawnSync(join(dirname(java), 'javac'), ['-cp', jars, '-d', classes, join(import.meta.dirname, 'Server.java')], { encoding: 'utf8' });
  if (compiler.status !== 0) return { reason: `${join(dirname(java), 'javac')} cannot compile Server.java: ${compiler.error?.message ?? compiler.stderr.slice(0, 500)}` };
  tell('starting the server …');
  const child = spawn(java, ['-cp', [classes, jars].join(delimiter), 'Server', folder], { stdio: ['pipe', 'pipe', 'pipe'] });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    const hear = (text: string) => {
      said += text;
      const found = /serving (http:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('error', reject).on('exit', () => reject(new Error(`The server ended: ${said.slice(-2000)}`)));
  });
  // Its input ends, it ends.
  return { url, close: () => child.stdin.end() };
}

const oldest = 21;

function findJava(): string | undefined {
  const installed = ((): readonly string[] => {
    try {
      return readdirSync('/usr/lib/jvm').map((name) => join('/usr/lib/jvm', name, 'bin', 'java'));
    } catch {
      return [];
    }
  })();
  const home = process.env['JAVA_HOME'];
  const inPath = (process.env['PATH'] ?? '').split(delimiter).map((path) => join(path, 'java'));
  return [...(home === undefined ? [] : [join(home, 'bin', 'java')]), ...inPath, ...installed].find((command) => versionOf(command) >= oldest);
}

function versionOf(java: string): number {
  // Java shows its settings on standard error.
  const { stderr } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  return Number(/java\.specification\.version = (\d+)/.exec(stderr ?? '')?.[1] ?? 0);
}
