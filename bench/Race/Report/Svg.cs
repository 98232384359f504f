using System.Globalization;
using System.Security;
using System.Text;

namespace Race.Report;

/// <summary>Writes the few shapes that a chart needs.</summary>
internal sealed class Svg(int width)
{
    private readonly StringBuilder _shapes = new();

    public void Rectangle(double x, double y, double width, double height, string fill, string tip = "") =>
        _shapes.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}" rx="2" fill="{fill}"><title>{SecurityElement.Escape(tip)}</title></rect>""");

    public void Line(double x1, double y1, double x2, double y2, string stroke) =>
        _shapes.AppendLine(CultureInfo.InvariantCulture, $"""<line x1="{x1:0.#}" y1="{y1:0.#}" x2="{x2:0.#}" y2="{y2:0.#}" stroke="{stroke}"/>""");

    public void Text(double x, double y, string text, string kind = "", string anchor = "start") =>
        _shapes.AppendLine(
            CultureInfo.InvariantCulture,
            $"""<text x="{x:0.#}" y="{y:0.#}" class="{kind}" text-anchor="{anchor}">{SecurityElement.Escape(text)}</text>""");

    public string ToString(double height) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height:0}}" width="{{width}}" height="{{height:0}}" role="img">
        <style>text { font: 12px sans-serif; fill: #24292f } .title { font-weight: bold; font-size: 13px } .small { font-size: 11px; fill: #57606a }</style>
        <rect width="100%" height="100%" fill="#ffffff"/>
        {{_shapes.ToString().TrimEnd()}}
        </svg>

        """);
}
