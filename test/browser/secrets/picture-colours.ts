import { resultOf, type Site, type Visit } from '../site.ts';

/** Which colour each block of a picture has in its middle: they are 400 pixels wide, 60 apart, and on a page of that kind. */
export async function coloursOf(
  image: string,
  { site, visit }: { site: Site; visit: Visit },
  blocks: readonly string[],
): Promise<Record<string, string>> {
  site.routes['/colours'] = coloursPage(image, blocks);
  await visit({ tool: 'navigate', arguments: { url: `${site.url}/colours` } });
  const { text } = resultOf(await visit({ tool: 'read', arguments: {} }), 'read');
  return Object.fromEntries(
    Array.from(text.matchAll(/(\w+) (\w+)\./g), ([, name = '', colour = '']) => [name, colour]),
  );
}

const coloursPage = (image: string, blocks: readonly string[]) => `<!doctype html><title>Colours</title><main></main>
  <script>
    const picture = new Image();
    picture.onload = () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [picture.width, picture.height];
      const context = canvas.getContext('2d');
      context.drawImage(picture, 0, 0);
      document.querySelector('main').innerHTML = ${JSON.stringify(blocks)}.map((name, index) => {
        const [red] = context.getImageData(200, index * 60 + 25, 1, 1).data;
        return '<p>' + name + ' ' + (red < 30 ? 'black' : red > 225 ? 'white' : red) + '.</p>';
      }).join('');
    };
    picture.src = 'data:image/jpeg;base64,${image}';
  </script>`;
