using Atelier.Art.Imagine.Loop;
using Atelier.Art.Imagine.Starts;
using Atelier.Core;

namespace Atelier.Art.Imagine.Edits;

/// <summary>The edits of a run.</summary>
internal static class PictureEdits
{
    /// <summary>Creates the edits, in the order in which they are applied.</summary>
    /// <param name="options">The run's options, complete.</param>
    /// <param name="critics">The run's critics.</param>
    /// <param name="device">The device of the pictures.</param>
    /// <exception cref="AtelierException">A picture cannot be read.</exception>
    public static IReadOnlyList<IPictureEdit> Create(ImagineOptions options, IReadOnlyList<ICritic> critics, Device device)
    {
        var edit = options.Edit;
        var edits = new List<IPictureEdit>();
        if (edit.Mirror != Axes.None)
        {
            edits.Add(new MirrorEdit(edit.Mirror));
        }

        if (edit.Palette is not null)
        {
            edits.Add(new PaletteEdit(PaletteEdit.Parse(edit.Palette), device));
        }

        if (edit.Mask is not null || edit.Extend is not null)
        {
            using var scope = NewDisposeScope();
            var init = InitPicture.Load(options);
            var fitted = init.Fitted(device);
            var (left, top, right, bottom) = edit.Extension();
            var mask = edit.Mask is not null
                ? RegionMask.Parse(edit.Mask).Create(init.Original, fitted, edit.Feather, critics)
                : RegionMask.Around(
                    left, top, right, bottom, (int)fitted.size(2), (int)fitted.size(3), edit.Feather, device);
            edits.Add(new MaskEdit(mask, fitted));
        }

        return edits;
    }
}
