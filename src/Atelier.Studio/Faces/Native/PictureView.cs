using System.Text.Json;
using Atelier.Studio.Gallery;

namespace Atelier.Studio.Faces.Native;

/// <summary>A picture of the gallery.</summary>
/// <param name="Number">Its name in the API; the newest has the largest.</param>
/// <param name="Id">Its name in the options of jobs, <c>sha256:…</c>.</param>
/// <param name="Job">The job that made it.</param>
/// <param name="Name">The job's name of it: <c>picture</c>, or <c>step-37</c>.</param>
/// <param name="Kind">The kind of its job.</param>
/// <param name="Title">The words it was made from; may be empty.</param>
/// <param name="Starred">Whether it has a star.</param>
/// <param name="Url">Its file.</param>
/// <param name="Thumb">A small copy, at most 320 pixels a side.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="CreatedAt">In Unix milliseconds.</param>
internal sealed record PictureView(
    long Number, string Id, string Job, string Name, string Kind, string Title, bool Starred, string Url, string Thumb, string Type,
    int? Width, int? Height, long CreatedAt)
{
    /// <summary>Shows a row.</summary>
    public static PictureView FromRow(PictureRow row) => new(
        row.Number, $"sha256:{row.Sha256}", row.JobId, row.Name, row.Kind, row.Title, row.Starred, JobViews.Url(row.Sha256),
        $"{JobViews.Url(row.Sha256)}/thumb", row.Type, row.Width, row.Height, row.CreatedAt);
}

/// <summary>A page of pictures, the newest first.</summary>
/// <param name="Items">The pictures.</param>
/// <param name="Next">The value of <c>before</c> for the next page; null on the last.</param>
/// <param name="Total">How many there are, on the first page.</param>
internal sealed record PicturePage(IReadOnlyList<PictureView> Items, long? Next, long? Total);

/// <summary>A picture with its family and with what it was made with.</summary>
/// <param name="Picture">The picture.</param>
/// <param name="Input">The options of its job.</param>
/// <param name="Outputs">The files of its job.</param>
/// <param name="Boards">The boards that it is on.</param>
/// <param name="MadeFrom">The pictures that it was made from.</param>
/// <param name="Made">The pictures that were made from it.</param>
internal sealed record PictureDetails(
    PictureView Picture, JsonElement Input, IReadOnlyList<OutputView> Outputs, IReadOnlyList<BoardView> Boards,
    IReadOnlyList<PictureView> MadeFrom, IReadOnlyList<PictureView> Made);
