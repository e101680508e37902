import type PptxGen from 'pptxgenjs';
import { nativeRequire } from '../src/native-require';

const PptxGenJS = nativeRequire('pptxgenjs') as typeof PptxGen;

export type SlideDrawing = ReturnType<PptxGen['addSlide']>;

/** A presentation as PptxGenJS writes it; slides of `title` have a placeholder for the title and one for the text. */
export async function pptx(...slides: ((slide: SlideDrawing) => void)[]): Promise<Buffer> {
  const presentation = new PptxGenJS();
  presentation.defineSlideMaster({
    title: 'TITLED',
    objects: [
      { placeholder: { options: { name: 'title', type: 'title', x: 0.5, y: 0.3, w: 9, h: 0.8 }, text: '' } },
      { placeholder: { options: { name: 'body', type: 'body', x: 0.5, y: 1.3, w: 9, h: 3.5 }, text: '' } },
    ],
  });
  for (const draw of slides) draw(presentation.addSlide({ masterName: 'TITLED' }));
  return (await presentation.write({ outputType: 'nodebuffer' })) as Buffer;
}
