/** Text made small for the way, where the browser can; as it is where it cannot. */
export async function gzipped(text: string): Promise<{ body: BodyInit; encoding: 'gzip' | null }> {
  if (typeof CompressionStream === 'undefined') return { body: text, encoding: null };
  const stream = new Response(text).body!.pipeThrough(new CompressionStream('gzip'));
  return { body: await new Response(stream).arrayBuffer(), encoding: 'gzip' };
}
