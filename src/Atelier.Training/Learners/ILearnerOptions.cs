using Atelier.Core;
using Atelier.Torch.Distributed;
using Atelier.Training.Data;
using Atelier.Training.Learners.Autoencoder;
using Atelier.Training.Learners.Classifier;
using Atelier.Training.Learners.Clip;
using Atelier.Training.Learners.Gan;
using Atelier.Training.Learners.Painter;
using Atelier.Training.Learners.Prior;
using Atelier.Training.Learners.SuperResolution;
using Atelier.Training.Learners.Vq;
using Atelier.Training.Loop;
using Atelier.Training.Recipes;

namespace Atelier.Training.Learners;

/// <summary>The kinds of model a recipe can train: <c>model.kind</c>.</summary>
public enum LearnerKind
{
    /// <summary>A convolutional autoencoder.</summary>
    Autoencoder,

    /// <summary>VQ-VAE.</summary>
    Vqvae,

    /// <summary>VQGAN.</summary>
    Vqgan,

    /// <summary>A generator against a discriminator or critic.</summary>
    Gan,

    /// <summary>A transformer over codes.</summary>
    Gpt,

    /// <summary>A classifier.</summary>
    Classifier,

    /// <summary>A network that makes pictures larger.</summary>
    Upscaler,

    /// <summary>Paint Transformer's stroke predictor.</summary>
    Painter,

    /// <summary>A CLIP.</summary>
    Clip,
}

/// <summary>A model as a recipe describes it.</summary>
public interface ILearnerOptions
{
    /// <summary>Reads the sections of a recipe that tell of the model.</summary>
    /// <exception cref="UserException">Something is wrong; key and line are named.</exception>
    static ILearnerOptions Read(RecipeSection root, DataOptions data, TrainingOptions training)
    {
        var model = root.Section("model");
        var kind = model.Choice<LearnerKind>("kind");
        if ((kind == LearnerKind.Painter) != (data.Source == DataSource.Strokes))
        {
            throw model.Wrong("kind", "a painter, and nothing else, learns from data.source strokes");
        }

        return kind switch
        {
            LearnerKind.Painter => PainterLearnerOptions.Read(root, training),
            LearnerKind.Autoencoder => AutoencoderOptions.Read(root, data, training),
            LearnerKind.Vqvae => VqOptions.Read(root, data, training, gan: false),
            LearnerKind.Vqgan => VqOptions.Read(root, data, training, gan: true),
            LearnerKind.Upscaler => UpscalerOptions.Read(root, data, training),
            LearnerKind.Clip => ClipLearnerOptions.Read(root, data, training),
            LearnerKind.Gan => GanOptions.Read(root, data, training),
            LearnerKind.Gpt => PriorOptions.Read(root, data, training),
            _ => ClassifierOptions.Read(root, data, training),
        };
    }

    /// <summary>Makes networks and optimisers.</summary>
    /// <param name="data">The pictures.</param>
    /// <param name="training">How it is trained.</param>
    /// <param name="classes">Names of the classes of the pictures.</param>
    /// <param name="random">Draws the first weights.</param>
    /// <param name="group">The processes that train it together.</param>
    ILearner Create(DataOptions data, TrainingOptions training, IReadOnlyList<string> classes, Generator random, IProcessGroup group);
}
