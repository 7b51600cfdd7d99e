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
            edits.Add(new MaskEdit(Mask(options, init, fitted, critics), fitted));
        }

        return edits;
    }

    /// <summary>Where a run with a mask or an extension may change its start picture: [1, 1, h, w] in [0, 1].</summary>
    /// <param name="options">The run's options, complete.</param>
    /// <param name="init">The start picture.</param>
    /// <param name="fitted">The same at the run's size, [1, 3, h, w].</param>
    /// <param name="critics">The run's critics.</param>
    /// <exception cref="AtelierException">The mask's picture cannot be read.</exception>
    public static Tensor Mask(ImagineOptions options, InitPicture init, Tensor fitted, IReadOnlyList<ICritic> critics)
    {
        var edit = options.Edit;
        var (left, top, right, bottom) = edit.Extension();
        return edit.Mask is not null
            ? RegionMask.Parse(edit.Mask).Create(init.Original, fitted, edit.Feather, critics)
            : RegionMask.Around(
                left, top, right, bottom, (int)fitted.size(2), (int)fitted.size(3), edit.Feather, fitted.device);
    }
}
