using Atelier.Training.Data.Sources;

namespace Atelier.Training.Data;

/// <summary>Formats of data sets: <c>data.source</c>.</summary>
public enum DataSource
{
    /// <summary>MNIST's format: <c>train-images-idx3-ubyte</c> and so on, gzipped or not.</summary>
    Idx,

    /// <summary>CIFAR-10's binary format: <c>data_batch_1.bin</c> to 5 and <c>test_batch.bin</c>.</summary>
    Cifar10,

    /// <summary>A folder of pictures at any depth, with captions if there are any (see <see cref="FolderSource"/>).</summary>
    Folder,

    /// <summary>A folder with one sub-folder of pictures for each class.</summary>
    Classes,

    /// <summary>WebDataset: a tar file or a folder of them.</summary>
    Webdataset,

    /// <summary>Random strokes on random canvases, without files.</summary>
    Strokes,

    /// <summary>An endless stream of captioned drawings, rendered from the glyph data set (see <see cref="GlyphPictures"/>).</summary>
    Glyphs,
}
