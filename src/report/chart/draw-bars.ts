import { BarChart, type BarSeriesOption } from 'echarts/charts';
import { GridComponent, type GridComponentOption } from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escapeHtml, Html } from '../page/html.ts';
import { chartNumber } from './chart-number.ts';

use([BarChart, GridComponent, SVGRenderer]);

type Option = ComposeOption<BarSeriesOption | GridComponentOption>;

/** Bars over a row of days or dates; several series stand on one another. */
export interface Bars {
  /** Begins the ids in the drawing, so that several fit on one page. */
  readonly id: string;
  readonly title: string;
  /** What it shows, in words, for those who cannot see it. */
  readonly description: string;
  /** one under each bar; those that would not fit are left out */
  readonly labels: readonly string[];
  readonly series: readonly {
    readonly name: string;
    /** a colour of the page, such as `--s1` */
    readonly colour: string;
    /** One a label, exact decimal text; null: not known, and not drawn. */
    readonly values: readonly (string | null)[];
  }[];
}

const WIDTH = 1040;
const HEIGHT = 250;

/** Draws them as SVG without script, time or chance: the same bars are the same bytes. Colours are those of the page. */
export function drawBars(bars: Bars): Html {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  try {
    chart.setOption(optionOf(bars));
    return new Html(asPartOfPage(chart.renderToSVGString(), bars));
  } finally {
    chart.dispose();
  }
}

function optionOf({ labels, series }: Bars): Option {
  const text = { color: 'var(--soft)', fontSize: 12, fontFamily: 'inherit' };
  return {
    animation: false,
    grid: { left: 64, right: 8, top: 12, bottom: 28 },
    xAxis: {
      type: 'category',
      data: [...labels],
      axisLabel: { ...text, hideOverlap: true },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: 'var(--line)' } },
    },
    yAxis: {
      type: 'value',
      axisLabel: { ...text, formatter: tickLabel },
      splitLine: { lineStyle: { color: 'var(--line)' } },
      splitNumber: 4,
    },
    series: series.map(({ name, colour, values }) => ({
      type: 'bar',
      name,
      stack: 'all',
      silent: true,
      barMaxWidth: 36,
      barCategoryGap: labels.length > 30 ? '18%' : '34%',
      itemStyle: { color: `var(${colour})` },
      data: values.map((value) => (value === null ? null : chartNumber(value))),
    })),
  };
}

/** Ticks are round numbers of the scale, and no amounts of the books. */
function tickLabel(tick: number): string {
  return TICKS.format(tick);
}

const TICKS = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 2 });

/** The page gives the width, the words and the type; what is there for a mouse would only differ from run to run. */
function asPartOfPage(svg: string, { id, title, description }: Bars): string {
  const [titleId, descriptionId] = [`${id}-title`, `${id}-description`];
  return svg
    .replaceAll(/<style\s*>[\s\S]*?<\/style>\s*/g, '')
    .replaceAll(/ (?:class="zr[^"]*"|ecmeta_[a-z_]+="[^"]*"|pointer-events="[^"]*")/g, '')
    .replaceAll(/\bzr\d+-/g, `${id}-`)
    .replaceAll(/font-family:[^;"]*;?/g, '')
    .replace(
      /^<svg [^>]*>/,
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${titleId} ${descriptionId}">
<title id="${titleId}">${escapeHtml(title)}</title><desc id="${descriptionId}">${escapeHtml(description)}</desc>`,
    );
}
